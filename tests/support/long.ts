/** True in `npm run test:long`, where properties, loads and kills run in their full form. */
export const isLong = process.env.LONG_TESTS === '1'
