/** The styles of the components, a file without exports: `import '@alter/connect-react/styles.css'`. */
declare const styles: unknown
export default styles
