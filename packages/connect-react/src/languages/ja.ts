export { ja } from '@alter/connect/ja'
