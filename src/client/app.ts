import htmx from 'htmx.org'
import { watchConnection } from './connection.ts'
import { openDialogs } from './dialogs.ts'
import { keepFocus } from './focus.ts'
import { guardForms } from './forms.ts'
import { roveGrids } from './grid.ts'
import { listenForKeys } from './keys.ts'
import { liveUpdates } from './live.ts'
import { moveEntries } from './move.ts'
import { findOrDo } from './palette.ts'
import { openPanels } from './panel.ts'
import { dismissToasts } from './toasts.ts'
import { keepTyped } from './typed.ts'

document.documentElement.classList.add('js')
htmx.config.extensions = ''

keepFocus()
keepTyped()
guardForms()
openPanels()
openDialogs()
findOrDo()
roveGrids()
moveEntries()
dismissToasts()
watchConnection()
liveUpdates()
listenForKeys()
