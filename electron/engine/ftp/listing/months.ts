/*
 * Names of months in the languages that servers write them in, lower case, without the full stop
 * of an abbreviation. Where two languages use one word for different months it is left out.
 */
const names = [
  'jan january januar jän jänner januari janv janvier ene enero gen gennaio gener sty styczeń ' +
    'stycznia led ledna leden január jaan ian ianuarie tammi tammikuu oca ocak sau saus ' +
    'янв января январь січ січня яну ян јан сту студзеня ιαν ιανουαρίου 一月',
  'feb february februar feber februari fév févr fev février febr febrero febbraio lut luty lutego ' +
    'úno února únor fevereiro február veebr helmi helmikuu şub şubat vas vasario ' +
    'фев февр февраля февраль лют лютого феб лютага φεβ φεβρουαρίου 二月',
  'mar march mär mrz märz maerz mars mrt maart marzo marzec marca bře března březen março már ' +
    'márc március märts marec martie maalis maaliskuu mart kov kovo març ' +
    'мар марта март бер берез березня сак сакавіка μαρ μάρ μαρτίου 三月',
  'apr april avr avril abr abril aprile kwi kwiecień kwietnia dub dubna duben ápr április huhti ' +
    'huhtikuu nis nisan bal balandžio aprill aprilie ' +
    'апр апреля апрель кві квіт квітня красавіка кра απρ απριλίου 四月',
  'may mai mei maj mayo mag maggio maja kvě května květen maio máj május touko toukokuu mayıs ' +
    'geg gegužės maig maí май мая тра трав травня мај мая μαι μάι μαΐ μαΐου μαϊ 五月',
  'jun june juni juin junio giu giugno cze czerwiec czerwca čen čer června červen junho jún ' +
    'június juuni iun iunie kesä kesäkuu haz haziran bir birželio juny jūn ' +
    'июн июня июнь чер черв червня юни јун чэр ιουν ιούν ιουνίου 六月',
  'jul july juli juil juillet jui julio lug luglio lip lipiec lipca čec čvc července červenec ' +
    'julho júl július juuli iul iulie heinä heinäkuu tem temmuz lie liepos juliol jūl ' +
    'июл июля июль лип липня юли јул ліп ιουλ ιούλ ιουλίου 七月',
  'aug august aoû août aout ago agosto augustus sie sierpień sierpnia srp srpna srpen augusztus ' +
    'augusti elo elokuu ağu ağustos rgp rugpjūčio agost ágú agu avg ' +
    'авг августа август сер серп серпня жні αυγ αύγ αυγούστου 八月',
  'sep sept september septembre septiembre set setiembre settembre wrz wrzesień września zář září ' +
    'setembro szept sze szeptember septembrie syys syyskuu eyl eylül rgs rugsėjo setembre ' +
    'сен сент сентября сентябрь вер верес вересня сеп септ верасня σεπ σεπτ σεπτεμβρίου 九月',
  'oct october okt oktober octobre octubre ott ottobre paź październik października říj října ' +
    'říjen out outubro október octombrie loka lokakuu eki ekim spa spalio ' +
    'окт октября октябрь жов жовт жовтня кас кастрычніка οκτ οκτωβρίου 十月',
  'nov november novembre noviembre lis listopad listopada listopadu novembro noi noiembrie ' +
    'marras marraskuu kas kasım lap lapkričio nóv ' +
    'ноя нояб ноября ноябрь листоп листопада лис ное ноем нов ліс νοε νοέ νοεμβρίου 十一月',
  'dec december dez dezember déc décembre dic diciembre dicembre gru grudzień grudnia pro ' +
    'prosince prosinec dezembro des desember desembre dets detsember decembrie joulu joulukuu ' +
    'ara aralık gruodžio дек декабря декабрь гру груд грудня дец сне δεκ δεκεμβρίου 十二月',
]

const months = new Map<string, number>()
/** The same with U+FFFD for each character that may have come in another encoding. */
const maimedMonths = new Map<string, number>()
for (const [index, words] of names.entries())
  for (const word of words.split(' ')) {
    months.set(word, index + 1)
    const maimed = word.replace(/[^\x00-\x7f]/g, '\ufffd')
    if (maimed !== word && /[a-z]/.test(maimed)) maimedMonths.set(maimed, index + 1)
  }

/** Longest name above, with room for a full stop and a comma. */
export const longestMonth = 20

/**
 * Month from 1 to 12 of a name in any case, with or without a full stop or comma; 0 for other
 * words. Characters that could not be decoded may be any.
 */
export function monthOf(word: string): number {
  const known = months.get(word)
  if (known !== undefined) return known
  if (word.length > longestMonth) return 0
  const bare = word.toLowerCase().replace(/[.,]+$/, '')
  const month = months.get(bare)
  if (month !== undefined) return month
  if (!/[^\x00-\x7f]/.test(bare)) return 0
  const composed = months.get(bare.normalize('NFC'))
  if (composed !== undefined) return composed
  return maimedMonths.get(bare.replace(/[\ud800-\udfff]/g, '\ufffd')) ?? 0
}
