import type { CustomerProfile } from '../../domain/customers.ts'
import type { CalendarDate } from '../../domain/dates.ts'

type CustomerRow = readonly [
  name: string,
  mobile: string,
  gender: 'f' | 'm',
  born: CalendarDate,
  bloodType: string,
  address: string,
  since: CalendarDate,
]

export const CUSTOMERS = [
  ['Priya Mehta', '9876543210', 'f', '1997-04-15', 'O+', 'Bandra, Mumbai 400050', '2026-01-14'],
  ['Anjali Singh', '8765432109', 'f', '1991-06-15', 'A+', 'Andheri, Mumbai', '2026-02-09'],
  ['Neha Patel', '7654321098', 'f', '1983-09-02', 'B+', 'Koramangala 560034', '2026-01-03'],
  ['Ritika Joshi', '9820011432', 'f', '2002-07-19', 'B+', 'Ulsoor 560008', '2025-10-10'],
  ['Sunita Rao', '9900455121', 'f', '1978-05-30', 'AB+', 'Jayanagar 560041', '2026-02-18'],
  ['Divya Reddy', '9845120987', 'f', '1994-10-11', 'O-', 'HSR Layout 560102', '2026-01-17'],
  ['Farida Sheikh', '9740188210', 'f', '1987-12-05', 'A-', 'Frazer Town 560005', '2025-12-12'],
  ['Kavya Nair', '9447031200', 'f', '1998-08-24', 'O+', 'Indiranagar 560038', '2026-01-14'],
  ['Rohan Shetty', '9880344019', 'm', '1990-04-02', 'B+', 'Malleshwaram 560003', '2026-02-16'],
  ['Lakshmi Menon', '9446590123', 'f', '1973-11-09', 'A+', 'Richmond Town 560025', '2026-02-12'],
  ['Sneha Kulkarni', '9822070145', 'f', '1996-06-21', 'O+', 'Basavanagudi 560004', '2026-01-27'],
  ['Meera Iyer', '9841062207', 'f', '1992-12-30', 'AB-', 'Sadashivanagar 560080', '2026-02-10'],
  ['Pooja Desai', '9879510334', 'f', '1999-05-08', 'B-', 'Whitefield 560066', '2026-01-22'],
  ['Gauri Naik', '9823045518', 'f', '1981-07-14', 'O+', 'Jayanagar 560041', '2026-01-19'],
  ['Aarti Bhat', '9986023471', 'f', '1995-09-27', 'A+', 'Banashankari 560070', '2026-01-08'],
  ['Zoya Khan', '9739015502', 'f', '2000-11-16', 'B+', 'Shivajinagar 560051', '2026-01-07'],
  ['Isha Verma', '9811087340', 'f', '1989-03-29', 'O+', 'Indiranagar 560038', '2025-11-06'],
  ['Tanvi Shah', '9900010218', 'f', '1993-02-13', 'A+', 'Koramangala 560034', '2026-01-12'],
  ['Meenal Joshi', '9900010219', 'f', '1986-08-03', 'B+', 'RT Nagar 560032', '2025-11-26'],
  ['Lata Prabhu', '9900010220', 'f', '1991-01-22', 'O+', 'Basavanagudi 560004', '2026-02-02'],
  ['Nandini Rao', '9900010221', 'f', '1975-10-04', 'AB+', 'Malleshwaram 560003', '2026-02-26'],
  ['Anita Gomes', '9900010222', 'f', '1988-04-18', 'A-', 'Cooke Town 560005', '2025-10-29'],
  ['Sana Mirza', '9900010223', 'f', '1997-12-11', 'B+', 'Benson Town 560046', '2026-02-02'],
  ['Prachi Deshpande', '9900010224', 'f', '2001-03-17', 'O+', 'Hebbal 560024', '2025-11-12'],
  ['Bhavana Gowda', '9900010225', 'f', '1990-07-06', 'A+', 'Vijayanagar 560040', '2025-12-04'],
  ['Harini Swamy', '9900010226', 'f', '1998-01-30', 'O+', 'Rajajinagar 560010', '2025-10-16'],
  ['Chitra Menon', '9900010227', 'f', '1984-06-09', 'B+', 'Domlur 560071', '2026-02-03'],
  ['Kirti Agarwal', '9900010228', 'f', '1992-09-25', 'AB+', 'Marathahalli 560037', '2025-12-01'],
  ['Shalini Pillai', '9900010229', 'f', '1987-02-20', 'O-', 'Kalyan Nagar 560043', '2025-11-20'],
  ['Ananya Hegde', '9900010230', 'f', '2004-05-02', 'A+', 'Malleshwaram 560003', '2026-01-24'],
  ["Maeve O'Brien", '9900010231', 'f', '1985-03-17', 'O+', 'Langford Town 560025', '2025-10-08'],
  ['सुषमा कुलकर्णी', '9900010232', 'f', '1979-11-28', 'B+', 'Chamarajpet 560018', '2026-01-17'],
  ['Vikram Malhotra', '9900010233', 'm', '1983-12-19', 'A+', 'Ulsoor 560008', '2025-10-03'],
  ['Arjun Nambiar', '9900010234', 'm', '1994-08-07', 'O+', 'Bellandur 560103', '2025-11-12'],
  ['Deepa Krishnan', '9900010235', 'f', '1980-02-28', 'AB+', 'Jayanagar 560041', '2026-01-12'],
  ['Fatima Siddiqui', '9900010236', 'f', '1995-10-31', 'B-', 'Frazer Town 560005', '2026-02-06'],
  ['Geeta Kamath', '9900010237', 'f', '1977-07-23', 'O+', 'Girinagar 560085', '2026-02-11'],
  ['Jyoti Saxena', '9900010238', 'f', '1989-09-12', 'A+', 'Whitefield 560066', '2026-02-28'],
  ['Karthik Subramanian', '9900010239', 'm', '1986-05-15', 'B+', 'Banaswadi 560043', '2025-11-05'],
  ['Manisha Kapadia', '9900010240', 'f', '1982-01-08', 'O+', 'Sanjaynagar 560094', '2025-10-30'],
  ['Nikita Chawla', '9900010241', 'f', '1999-06-26', 'A+', 'Koramangala 560034', '2026-02-14'],
  ['Preeti Shetty', '9900010242', 'f', '1993-04-11', 'B+', 'JP Nagar 560078', '2025-11-20'],
  ['Radhika Bose', '9900010243', 'f', '1990-10-20', 'O+', 'HSR Layout 560102', '2025-10-06'],
  ['Swati Mishra', '9900010244', 'f', '1988-08-16', 'AB-', 'Yelahanka 560064', '2025-10-25'],
  ["Tara D'Souza", '9900010245', 'f', '1996-02-05', 'A+', 'Richards Town 560005', '2025-11-03'],
  ['Uma Venkatesh', '9900010246', 'f', '1968-12-24', 'B+', 'Basavanagudi 560004', '2026-01-03'],
  [
    'Yasmin Contractor',
    '9900010247',
    'f',
    '1985-07-01',
    'O+',
    'Vasanth Nagar 560052',
    '2026-02-03',
  ],
] as const satisfies readonly CustomerRow[]

/** A child without a phone. Her mother is the contact person. */
export const CHILD = {
  name: 'Aanya Iyer',
  mother: 'Meera Iyer',
  born: '2017-11-20',
  since: '2026-02-17',
} as const

export type CustomerName = (typeof CUSTOMERS)[number][0] | (typeof CHILD)['name']

type Profile = Partial<
  Pick<CustomerProfile, 'email' | 'skinType' | 'allergies' | 'chiefConcern' | 'notes'>
>

/** Further fields of some customers. */
export const PROFILES: Partial<Record<CustomerName, Profile>> = {
  'Priya Mehta': {
    email: 'priya.mehta@mail.example',
    skinType: 'Combination, Sensitive',
    allergies: 'None known',
    chiefConcern: 'Hyperpigmentation, Hair removal',
    notes: 'Prefers morning slots. Reacts to fragrance-based products.',
  },
  'Anjali Singh': {
    email: 'anjali.singh@mail.example',
    skinType: 'Sensitive',
    allergies: 'None known',
    chiefConcern: 'Dull skin, uneven tone',
    notes: 'Sensitive skin',
  },
  'Neha Patel': {
    email: 'neha.patel@mail.example',
    skinType: 'Normal',
    allergies: 'None known',
    chiefConcern: 'Thinning hair at the crown',
    notes: 'Thyroid under treatment since 2023.',
  },
  'Ritika Joshi': {
    skinType: 'Oily',
    allergies: 'None known',
    chiefConcern: 'Acne',
    notes: 'Finished her acne plan; review the scars.',
  },
  'Sunita Rao': {
    skinType: 'Dry',
    allergies: 'Aspirin',
    chiefConcern: 'Fine lines',
    notes: 'No salicylates. Bruises easily.',
  },
  'Farida Sheikh': {
    skinType: 'Combination',
    allergies: 'Lidocaine',
    chiefConcern: 'Facial hair',
    notes: 'Ice instead of numbing cream.',
  },
  'Lakshmi Menon': {
    skinType: 'Dry',
    allergies: 'Pacemaker',
    chiefConcern: 'Dry skin. Pacemaker: no microcurrent, no radio frequency.',
    notes: 'Cardiologist’s letter on file.',
  },
  'Meera Iyer': {
    skinType: 'Oily',
    allergies: 'Latex',
    chiefConcern: 'Acne',
    notes: 'Nitrile gloves only.',
  },
  'Divya Reddy': { skinType: 'Normal', allergies: 'None known', chiefConcern: 'Hair removal' },
  'Rohan Shetty': { skinType: 'Oily', chiefConcern: 'Acne scars' },
  'Kavya Nair': { skinType: 'Dry', chiefConcern: 'Dandruff, hair fall' },
  'Sneha Kulkarni': { skinType: 'Combination', chiefConcern: 'Hair fall after fever' },
  'Gauri Naik': { skinType: 'Dry', chiefConcern: 'Fine lines', notes: 'Comes after 17:30.' },
  'Anita Gomes': { skinType: 'Normal', notes: 'Lower fluence on the shins.' },
  'Prachi Deshpande': { skinType: 'Oily', allergies: 'None known', chiefConcern: 'Acne' },
  'Ananya Hegde': {
    skinType: 'Oily',
    chiefConcern: 'Acne',
    notes: 'On doxycycline for now.',
  },
  "Maeve O'Brien": { skinType: 'Fair, burns', chiefConcern: 'Melasma' },
  'Vikram Malhotra': { chiefConcern: 'Receding hairline', notes: 'On finasteride.' },
  "Tara D'Souza": { skinType: 'Combination', allergies: 'Penicillin' },
  'Uma Venkatesh': { skinType: 'Dry', chiefConcern: 'Age spots', notes: 'Diabetic.' },
  'Yasmin Contractor': { skinType: 'Combination', allergies: 'Nickel' },
  'Aanya Iyer': { chiefConcern: 'Molluscum', notes: 'Her mother stays in the room.' },
}
