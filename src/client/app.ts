import htmx from 'htmx.org'
import { watchConnection } from './connection.ts'
import { openDialogs } from './dialogs.ts'
import { keepFocus } from './focus.ts'
import { guardForms } from './forms.ts'
import { roveGrids } from './grid.ts'
import { listenForKeys } from './keys.ts'
import { liveUpdates } from './live.ts'
import { loadMoves } from './load-move.ts'
import { closeMenus } from './menus.ts'
import { setUpPalette } from './palette.ts'
import { openPanels } from './panel.ts'
import { flashChanges } from './rows.ts'
import { dismissToasts } from './toasts.ts'
import { keepTypedValues } from './typed.ts'

document.documentElement.classList.add('js')
htmx.config.extensions = ''
// Another desk's change must not end the flash of a row, or a move.
htmx.config.morphIgnore = ['data-flash', 'data-moving', 'style']

keepFocus()
keepTypedValues()
guardForms()
openPanels()
openDialogs()
setUpPalette()
roveGrids()
loadMoves()
closeMenus()
flashChanges()
dismissToasts()
watchConnection()
liveUpdates()
listenForKeys()
