/** The value that percent-encoded `text` stands for, or null if it is no valid percent-encoded UTF-8. */
export function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
