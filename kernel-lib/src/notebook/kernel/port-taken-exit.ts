/** The exit code of a kernel whose port was taken: whoever started it may try again with others. */
export const portTakenExit = 98;
