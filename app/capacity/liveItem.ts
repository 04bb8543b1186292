// An item of the capacity table that asks for something: a lease or a hold.

export interface LiveItem {
  sk: string;
  owner: string;
  min: number;
  max: number;
  acquiredAt: string;
  liveUntil: number;
  reason?: string;
  neverDown?: boolean;
  releasedAt?: string;
}
