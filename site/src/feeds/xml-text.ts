// Characters that XML 1.0 cannot carry even escaped (§2.2), taken out; lone surrogates have no UTF-8.

/** `text` as any XML document may hold it. */
export function xmlSafe(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd-\uffff]/g, "")
  );
}
