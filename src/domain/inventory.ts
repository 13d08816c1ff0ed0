export const ITEM_CATEGORIES = ['medicine', 'serum', 'cream', 'consumable'] as const

/** Why stock moved. */
export const MOVEMENT_REASONS = ['opening', 'purchase', 'sale', 'adjustment'] as const

export type MovementReason = (typeof MOVEMENT_REASONS)[number]
