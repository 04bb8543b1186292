// A file that is either as it was or wholly new.
import { access, constants, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { CostError } from "../costError.ts";

const cannotBeWritten =
  (path: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw new CostError(`${path}: cannot be written (${error.code ?? error.message})`, { cause: error });
  };

/** Before what takes long; @throws CostError when the path is a folder, or in none that can be written */
export async function checkWritable(path: string): Promise<void> {
  await access(dirname(path), constants.W_OK).catch(cannotBeWritten(path));
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) throw new CostError(`${path}: must be a file, got a folder`);
}

/** @throws CostError when it cannot be written; the file is then as it was */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first failure says more
    cannotBeWritten(path)(error as NodeJS.ErrnoException);
  }
}
