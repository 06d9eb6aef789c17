// The build bundles scripts as text.
declare module '*.lua' {
  const source: string;
  export default source;
}
