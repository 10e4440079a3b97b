/** Peers that come without types. */
declare module 'papaparse' {
  const Papa: {
    parse(
      text: string,
      options: { dynamicTyping: boolean; skipEmptyLines: boolean },
    ): { readonly data: readonly unknown[] };
  };
  export default Papa;
}
