import Alpine from '@alpinejs/csp'
import { billLines } from './bill-lines.ts'
import { searchSelect } from './search-select.ts'

Alpine.data('searchSelect', searchSelect)
Alpine.data('billLines', billLines)
Alpine.start()
