/** An error that the person at the console can fix. Only its message is shown, without a stack. */
export class CannotStart extends Error {}
