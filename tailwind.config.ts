import forms from '@tailwindcss/forms'
import type { Config } from 'tailwindcss'
import plugin from 'tailwindcss/plugin'
import { SLOT_LENGTHS } from './src/domain/slots.ts'
import {
  LONGEST_DRAWN_MINS,
  MOST_LANES,
  STEP_MINS,
} from './src/views/appointments/calendar-layout.ts'
import { STATUS_SHAPES } from './src/views/components/status-shapes.ts'

type Rules = Record<string, Record<string, string>>

function steps(from: number, to: number): number[] {
  return Array.from({ length: (to - from) / STEP_MINS + 1 }, (_, index) => from + index * STEP_MINS)
}

/** The content security policy forbids style attributes, so each place in the grid is a class. */
function calendarRules(): Rules {
  const rules: Rules = {}
  for (const mins of SLOT_LENGTHS) rules[`.slot-${mins}`] = { '--slot-mins': String(mins) }
  for (const mins of steps(0, 55)) rules[`.at-${mins},.now-at-${mins}`] = { '--at': String(mins) }
  for (const mins of steps(0, LONGEST_DRAWN_MINS)) {
    rules[`.mins-${mins}`] = { '--mins': String(mins) }
  }
  for (let lanes = 1; lanes <= MOST_LANES; lanes++) {
    for (let lane = 0; lane < lanes; lane++) {
      rules[`.lane-${lane}-of-${lanes}`] = { '--lane': String(lane), '--lanes': String(lanes) }
      rules[`.span-${lane + 1}-of-${lanes}`] = {
        '--span': String(lane + 1),
        '--lanes': String(lanes),
      }
    }
  }
  return rules
}

function glyphRules(): Rules {
  return Object.fromEntries(
    Object.entries(STATUS_SHAPES).map(([status, shape]) => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 14 14">${shape}</svg>`
      const address = `data:image/svg+xml,${encodeURIComponent(svg)}`
      return [`.glyph-${status},.ev.${status}`, { '--glyph': `url("${address}")` }]
    }),
  )
}

/** Their names are put together from parts, so that no file has them for Tailwind to find. */
const BUILT_CLASSES = Object.keys({ ...calendarRules(), ...glyphRules() })
  .flatMap((selector) => selector.split(','))
  .map((selector) => selector.slice(1))

const people = {
  a: '#2F55A4',
  'a-tint': '#E6EDF9',
  b: '#A3246B',
  'b-tint': '#FAE8F1',
  c: '#0A6877',
  'c-tint': '#DFF1F3',
  d: '#7A5426',
  'd-tint': '#F5ECDF',
  e: '#5B3B8C',
  'e-tint': '#EEE8F7',
  f: '#4B5A66',
  'f-tint': '#E8EDF0',
} as const

function personRules(): Rules {
  const letters = ['a', 'b', 'c', 'd', 'e', 'f'] as const
  return Object.fromEntries(
    letters.map((letter) => [
      `.doc-${letter}`,
      { '--person': people[letter], '--person-tint': people[`${letter}-tint`] },
    ]),
  )
}

export default {
  // Words of the code that are also utilities, which nothing uses.
  blocklist: ['filter', 'ring', 'table', 'tabular-nums', 'visible'],
  content: ['./src/views/**/*.{ts,tsx}', './src/client/**/*.ts'],
  theme: {
    screens: { sm: '480px', md: '768px', lg: '1024px', xl: '1280px', '2xl': '1680px' },
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      white: '#FFFFFF',
      black: '#000000',
      ink: { DEFAULT: '#17211C', 2: '#46524B', 3: '#5C6861' },
      page: '#FFFFFF',
      paper: '#F4F6F2',
      well: '#E9EDE7',
      rule: { DEFAULT: '#DEE4DD', 2: '#C4CDC5' },
      edge: '#77837B',
      neem: {
        50: '#EFF6F2',
        100: '#DBEAE2',
        200: '#B4D2C4',
        600: '#27705C',
        700: '#1C5A49',
        800: '#164539',
        900: '#10332A',
      },
      haldi: {
        25: '#FFFDF5',
        50: '#FFF9E6',
        100: '#FFF0C2',
        300: '#FFDC70',
        400: '#FFC928',
        700: '#7A5600',
      },
      kumkum: { 50: '#FDF2F1', 100: '#FADFDD', 600: '#B3261E', 700: '#96180F' },
      geru: { 50: '#FCF3EC', 100: '#F6E2D2', 600: '#A34A0E', 700: '#85390A' },
      neel: { 50: '#EFF3FB', 100: '#DCE5F6', 700: '#29478F' },
      doc: people,
    },
    fontFamily: {
      sans: ['Mukta', '"Nirmala UI"', '"Noto Sans Devanagari"', '"Segoe UI"', 'sans-serif'],
    },
    fontSize: {
      '2xs': ['12px', '16px'],
      xs: ['13px', '18px'],
      sm: ['14px', '20px'],
      base: ['15px', '22px'],
      lg: ['17px', '24px'],
      xl: ['21px', '28px'],
      fig: ['30px', '34px'],
    },
    fontWeight: { normal: '400', medium: '500', semibold: '600' },
    borderRadius: { none: '0', sm: '2px', DEFAULT: '4px', md: '6px', full: '9999px' },
    extend: {
      boxShadow: {
        pop: '0 0 0 1px #C4CDC5, 0 8px 24px -6px rgba(16,51,42,.22)',
        sheet: '-1px 0 0 #C4CDC5',
        here: '0 0 0 5px #FFC928',
      },
      width: { rail: '184px', panel: '348px' },
      minHeight: { ctl: '32px' },
      height: { ctl: '32px' },
      transitionDuration: { fast: '90ms', DEFAULT: '140ms' },
    },
  },
  safelist: BUILT_CLASSES,
  corePlugins: { container: false },
  plugins: [
    forms({ strategy: 'class' }),
    // A raw media query among the screens would switch off every `max-*` variant.
    plugin(({ addBase, addVariant }) => {
      addVariant('short', '@media (max-height: 720px)')
      addVariant('tall', '@media (min-height: 900px)')
      addBase(calendarRules())
      addBase(personRules())
      addBase(glyphRules())
    }),
  ],
} satisfies Config
