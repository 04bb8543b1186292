import { describe, expect, it } from "@jest/globals";
import { assertPublicHost, isPublicAddress, type Resolve } from "../../../app/media/publicHost.ts";

const resolving =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses;
const never: Resolve = async (host) => {
  throw new Error(`asked for ${host}`);
};
const PRIVATE = "is not on the public internet";

describe("an address", () => {
  it.each([
    "8.8.8.8",
    "1.1.1.1",
    "172.15.255.255",
    "172.32.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "169.253.255.255",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "::ffff:8.8.8.8",
    "::ffff:808:808",
    "64:ff9b::8.8.8.8",
  ])("is public: %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.170",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:169.254.169.254",
    "::ffff:10.0.0.1",
    "0:0:0:0:0:ffff:a9fe:a9fe",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::8.8.8.8",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "4000::1",
    "",
    "2130706433",
    "0x7f.0.0.1",
    "example.com",
  ])("is not public: %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe("a host", () => {
  it("is public when all that it resolves to is", async () => {
    expect(await assertPublicHost("media.test", resolving("8.8.8.8", "2606:4700::1"))).toEqual([
      "8.8.8.8",
      "2606:4700::1",
    ]);
  });

  it.each([["10.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["2606:4700::1", "::1"], ["8.8.8.8", "::ffff:169.254.169.254"]])(
    "is not public when one of its addresses is not: %s %s",
    async (...addresses) => {
      await expect(assertPublicHost("media.test", resolving(...addresses.filter(Boolean)))).rejects.toMatchObject({
        name: "NotPublic",
        message: `"media.test" ${PRIVATE}`,
      });
    },
  );

  it.each([
    "127.0.0.1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "127.1",
    "127.0.1",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::a00:1]",
    "127.0.0.1.",
    "0",
  ])("is not public in whichever form its address is written, and no name is asked for: %s", async (host) => {
    await expect(assertPublicHost(host, never)).rejects.toMatchObject({
      message: `${JSON.stringify(host)} ${PRIVATE}`,
    });
  });

  it.each([
    ["localhost", ["127.0.0.1", "::1"]],
    ["localhost.", ["127.0.0.1"]],
    ["metadata.google.internal", ["169.254.169.254"]],
  ])("is not public by a name for such an address: %s", async (host, addresses) => {
    await expect(assertPublicHost(host, resolving(...addresses))).rejects.toThrow(PRIVATE);
  });

  it.each(["", "a/b", "a:80", "user@a", "a b", "a?b", "a#b", "[::1", "999.1.1.1", "0x100000000"])(
    "is none: %j",
    async (host) => {
      await expect(assertPublicHost(host, resolving("8.8.8.8"))).rejects.toMatchObject({ name: "NotPublic" });
    },
  );

  it.each([
    ["resolves to nothing", resolving()],
    ["is not known", never],
  ])("is refused when its name %s", async (_what, resolve) => {
    await expect(assertPublicHost("media.test", resolve)).rejects.toThrow('"media.test" cannot be found');
  });
});
