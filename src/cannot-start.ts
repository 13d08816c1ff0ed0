/** Something that the person at the console can put right; its message is all that is shown. */
export class CannotStart extends Error {}
