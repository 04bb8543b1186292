export function transferOf(list: readonly { readonly name: string; readonly base64: string }[]): unknown;
export function focused(): string;
export function play(video: unknown): Promise<number>;
export function widthsOf(images: readonly unknown[]): number[];
export function overflow(): number;
export function cutOff(element: unknown): number;
export function countsOf(element: unknown): { readonly received: number; readonly sent: number };
export function violations(): Promise<string[]>;
export function chooseAtOnce(choice: { readonly label: string; readonly option: string }): Promise<string>;
