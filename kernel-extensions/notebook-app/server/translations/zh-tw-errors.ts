/** What the server answers in Traditional Chinese when something a student asked for cannot be done. The rest is for programs, and English. */

/** `%1`, `%2` stand for names. */
export const errors: Record<string, string> = {
  'The disk is full. Nothing was changed; make room and save again.': '磁碟已滿。檔案沒有變動；請騰出空間後再儲存一次。',
  'This file or folder may not be changed by you.': '你沒有更動這個檔案或資料夾的權限。',
  'This file or folder may not be changed: the disk is read-only.': '無法更動這個檔案或資料夾：磁碟是唯讀的。',
  'The name is too long.': '名稱太長。',
  'A name is missing.': '缺少名稱。',
  '%1 exists already.': '%1 已存在。',
  '%1 exists and is not a folder.': '%1 已存在，而且不是資料夾。',
  '%1 is a folder; only files can be copied.': '%1 是資料夾；只能複製檔案。',
  'The folder %1 is not empty.': '資料夾 %1 不是空的。',
  'The folder %1 is not empty: it holds checkpoints.': '資料夾 %1 不是空的：裡面有檢查點。',
  'The folder itself cannot be deleted.': '無法刪除這個資料夾本身。',
  'There is no file or folder %1.': '找不到檔案或資料夾 %1。',
  'There is no such file or folder.': '找不到這個檔案或資料夾。',
  'There is no folder %1.': '找不到資料夾 %1。',
  'There is no kernel %1 here, only "%2". Choose it under Kernel → Change Kernel.': '這裡沒有核心 %1，只有「%2」。請在「核心 → 更換核心」中選擇它。',
  'There is no kernel %1: it was shut down.': '核心 %1 已停止。',
  'The upload of %1 was interrupted. Start it again.': '%1 的上傳中斷了，請重新上傳。',
  '%1 is not UTF-8 text.': '%1 不是 UTF-8 文字。',
  '%1 is not a notebook: its JSON is broken (%2). Its checkpoint may still be whole: File → Revert to Checkpoint.':
    '%1 不是筆記本：其中的 JSON 已損壞（%2）。它的檢查點可能仍然完整：「檔案 → 還原至檢查點」。',
  '%1 is a notebook of format %2; only format 4 can be opened. Open and save it once with Jupyter.': '%1 是格式 %2 的筆記本；這裡只能開啟格式 4。請先用 Jupyter 開啟並儲存一次。',
  '%1 is not a notebook: it has no cells.': '%1 不是筆記本：裡面沒有儲存格。',
  '%1 has no checkpoint %2.': '%1 沒有檢查點 %2。',
  '%1 is not a notebook of the course.': '%1 不是課程的筆記本。',
  'The page is out of date (XSRF). Reload it and try again.': '頁面已過期（XSRF）。請重新載入後再試一次。',
};

const patterns = Object.entries(errors).map(([english, chinese]) => ({
  pattern: new RegExp(`^${english.replace(/[.()]/g, '\\$&').replace(/%\d/g, '(.+)')}$`, 's'), chinese,
}));

/** The message in Chinese, or as it is where nobody has translated it. */
export function inTraditionalChinese(message: string): string {
  for (const { pattern, chinese } of patterns) {
    const match = pattern.exec(message);
    if (match) return chinese.replace(/%(\d)/g, (_, place: string) => match[Number(place)]);
  }
  return message;
}
