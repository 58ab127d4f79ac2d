/** A text that is not of the form that its specification asks for. The message says where, and what is accepted. */
export class FormatError extends Error {}
