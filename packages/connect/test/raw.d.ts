declare function setImmediate(callback: (value: unknown) => void): void

declare module '*?raw' {
  const text: string
  export default text
}
