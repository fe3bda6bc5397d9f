import type { Language } from './scope-words.ts'

/** Labels of the questions before the start, by provider and field. Each label stands alone above its field. */
const FIELD_LABELS: Record<string, Record<string, Record<Language, string>>> = {
  shopify: {
    shop: {
      en: 'Shop name, as in its myshopify.com address',
      de: 'Name des Shops, wie in seiner myshopify.com-Adresse',
      es: 'Nombre de la tienda, como en su dirección de myshopify.com',
      fr: 'Nom de la boutique, comme dans son adresse myshopify.com',
      ja: 'ショップ名（myshopify.comのアドレスにある名前）',
      'zh-CN': '店铺名称（与其 myshopify.com 地址中的一致）',
    },
  },
}

export function fieldLabel(provider: string, field: string, language: Language): string | undefined {
  return FIELD_LABELS[provider]?.[field]?.[language]
}
