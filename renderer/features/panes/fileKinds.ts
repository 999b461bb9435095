import type { Entry } from '../../../electron/contract/files.ts'
import { extensionOf } from './sorting.ts'

export type FileLook =
  | 'folder'
  | 'link'
  | 'image'
  | 'audio'
  | 'video'
  | 'archive'
  | 'code'
  | 'text'
  | 'document'
  | 'sheet'
  | 'file'

const extensions: Record<Exclude<FileLook, 'folder' | 'link' | 'file'>, string> = {
  image: 'png jpg jpeg gif webp avif bmp svg ico tif tiff heic psd raw',
  audio: 'mp3 wav flac ogg opus m4a aac wma mid',
  video: 'mp4 mkv webm mov avi wmv m4v mpg mpeg flv',
  archive: 'zip tar gz tgz bz2 xz zst 7z rar jar deb rpm iso dmg',
  code: 'js ts mjs cjs jsx tsx vue html htm css scss php py rb go rs c h cpp hpp java kt swift sh ps1 json xml yml yaml toml ini sql conf',
  text: 'txt md log rst nfo readme',
  document: 'pdf doc docx odt rtf ppt pptx odp epub pages key',
  sheet: 'xls xlsx ods csv tsv numbers',
}
const lookOf = new Map<string, FileLook>(
  Object.entries(extensions).flatMap(([look, list]) =>
    list.split(' ').map((extension) => [extension, look as FileLook] as const),
  ),
)

/** How an entry is drawn and named in the Type column. */
export function lookOfEntry(entry: Pick<Entry, 'kind' | 'name'>): FileLook {
  if (entry.kind === 'directory') return 'folder'
  if (entry.kind === 'link') return 'link'
  return lookOf.get(extensionOf(entry)) ?? 'file'
}
