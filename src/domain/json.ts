/**
 * What survives being stored as JSON and read back: no Date, Map or class, and no property that is
 * there with the value undefined. A property may be optional, because one that is left out stays
 * left out.
 */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }
