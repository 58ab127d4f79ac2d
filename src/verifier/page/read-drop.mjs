/**
 * Reads the paths of dropped files and folders.
 *
 * @param transfer DataTransfer of a drop.
 * @returns Files by path with `/`.
 */
export async function readDrop(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return filesByPath(transfer.files);
  const files = new Map();
  for (const entry of entries) await addEntry(entry, files);
  return files;
}

/** Returns the files of a chosen folder by path. */
export function filesByPath(list) {
  return new Map([...list].map((file) => [file.webkitRelativePath || file.name, file]));
}

async function addEntry(entry, files) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    files.set(entry.fullPath.replace(/^\//, ''), file);
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    // A reader gives a folder in parts, and an empty one at the end.
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const child of part) await addEntry(child, files);
  }
}
