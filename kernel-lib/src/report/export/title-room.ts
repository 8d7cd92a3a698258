/** The page prints a figure's title as text: what it takes of the picture's height, in pixels. */
export const titleRoom = 34;
