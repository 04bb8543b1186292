// Where plan run leaves each review, for an apply that is refused to name the difference.
import { join } from "node:path";

/** A folder in what was synthesised. */
export const REVIEWED = "reviewed";

export const reviewedFile = (folder: string, fingerprint: string): string => join(folder, `${fingerprint}.json`);
