"""English words of the simulated web: sentences with slots, names, headings. All invented."""

OFFICES = tuple(
    "Office for Harbour Data|Cross-boundary Commerce Bureau|Digital Wharf Agency|Registry of Trade Platforms|Council for Smart Customs|"
    "Payments Link Authority|Delta Standards Institute|Bureau of Shared Ledgers|Cloud Tariff Commission|Joint Data Corridor Unit|"
    "Talent Exchange Board|Logistics Interchange Office".split("|")
)
PLACES = tuple(
    "Qianwan|Nansha|Lok Ma Chau|Hengqin|Kwun Tong|Dongguan|Tuen Mun|Zhuhai|Huizhou|Sha Tin|Foshan|Tseung Kwan O".split(
        "|"
    )
)
PEOPLE = tuple(
    "Ms Lam Wing-yan|Mr Cheng Ho-fai|Dr Ng Sze-kit|Mr Gao Liwen|Ms Tse Pui-ling|Professor Luo Jian|Ms Wen Qiaoyun|Mr Kwok Chi-ho|"
    "Dr Yip Mei-fong|Mr Shao Renjie".split("|")
)
SCHEMES = tuple(
    "Delta Data Passport|Paperless Manifest Scheme|Cross-border Invoice Pilot|Trusted Courier Programme|Open Ledger Gateway|"
    "Small Exporter Voucher|Digital Craft Fellowship|Sandbox for Health Files|Common Product Code|Mutual e-Signature List".split(
        "|"
    )
)
GOODS = tuple(
    "invoices|customs declarations|medical summaries|credit reports|courier manifests|product labels|payroll files|test certificates".split(
        "|"
    )
)
SENTENCES = (
    "The {office} said that {n} firms in {place} have joined the {scheme} since {date}.",
    "Applicants may receive up to HK${n},000 for each set of {goods} that is filed electronically.",
    "Applications for the {scheme} will close on {deadline}.",
    "{person} will lead the working group on {goods} from {date}.",
    "The fee for handling {goods} will be lowered to {pct} per cent of the declared value.",
    "The scheme will apply to {goods} that leave {place} by road or by rail.",
    "Under the arrangement, {office} must reply to a request within {small} working days.",
    "About {pct} per cent of {goods} sent through {place} were processed without paper last year.",
    "The {office} will publish the list of approved service providers before {date}.",
    "A grant of HK${small}.{digit} million has been set aside for training in {place}.",
    "Participants in the {scheme} are required to keep {goods} for {small} years.",
    "{person} told members that the trial in {place} had handled {n} {goods} without a single dispute.",
    "The second phase will begin on {date} and will cover {small} further districts.",
    "Operators based in {place} can file {goods} through one window from {date}.",
    "The {office} does not intend to charge for the use of the {scheme} before {deadline}.",
    "A review by the {office} found that waiting times in {place} fell from {small} hours to {digit} hours.",
    "Firms with fewer than {n} employees may use the simplified form for {goods}.",
    "The {scheme} is open to residents of {place} who hold a valid certificate.",
    "Written comments on the proposed rules for {goods} should reach the {office} by {deadline}.",
    "{person} said the two sides had agreed to recognise each other's rules on {goods}.",
    "The standard for {goods} was tested by {n} volunteers over {small} weeks.",
    "Up to {n} companies will be invited to the next round of the {scheme}.",
    "Data on {goods} may be stored in {place} only with the written consent of the owner.",
    "The agreement between the {office} and its counterpart in {place} takes effect on {date}.",
    "Inspectors visited {small} warehouses in {place} and examined {n} sets of {goods}.",
    "Revenue from {goods} rose by {pct} per cent in the three months to {date}.",
    "The help desk in {place} answered {n} calls about the {scheme} in its first {small} days.",
    "Members asked the {office} whether {goods} of small traders would be exempt.",
)
STOCK = ("Details are set out in the annex.", "Enquiries may be made during office hours.")
TITLES = (
    "{office} opens {scheme} to firms in {place}",
    "{scheme} extended to {place}",
    "New rules for {goods} proposed by {office}",
    "{place} traders file {n} {goods} under {scheme}",
    "{person} named head of {scheme}",
    "{office} and {place} sign note on {goods}",
    "Consultation on {goods} to close on {deadline}",
    "{scheme}: questions and answers for {place}",
    "Statistics on {goods} through {place}",
    "Grants of HK${small} million for {goods} in {place}",
)
HEADINGS = (
    "Background",
    "Who may apply",
    "Next steps",
    "How it works",
    "Figures at a glance",
    "Contact points",
    "Timetable",
    "Conditions",
)
TABLE_HEAD = ("District", "Firms", "Share", "From")
ENTRIES = (
    "Proof of registration in {place}",
    "A copy of {goods} issued after {date}",
    "The signed form of the {scheme}",
    "A fee of HK${n}",
    "A letter from {office}",
    "Consent of {n} per cent of members",
    "An address for service in {place}",
)
LABELS = (
    "Annex {n}: form for {goods} (PDF)",
    "Guide to the {scheme} (PDF)",
    "Schedule of fees for {goods} (PDF)",
    "Summary for {place} (PDF)",
)
MONTHS = tuple("January February March April May June July August September October November December".split())
NOTICE = "Please note: from the first of next month this website moves to a new address; all services of the counter are suspended for the two days before that."
