/**
 * A value that is the same after it was stored as JSON and read back: no Date, Map or class, and no
 * property with the value undefined. Optional properties are allowed: one that is left out stays
 * left out.
 */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }
