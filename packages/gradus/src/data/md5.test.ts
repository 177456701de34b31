import { expect, test } from "vitest";
import { md5 } from "./md5.ts";

const sum = (text: string) => md5(new TextEncoder().encode(text));

test("the test suite of RFC 1321, appendix A.5", () => {
  expect(sum("")).toBe("d41d8cd98f00b204e9800998ecf8427e");
  expect(sum("a")).toBe("0cc175b9c0f1b6a831c399e269772661");
  expect(sum("abc")).toBe("900150983cd24fb0d6963f7d28e17f72");
  expect(sum("message digest")).toBe("f96b697d7cb7938d525a2f31aaf161d0");
  expect(sum("abcdefghijklmnopqrstuvwxyz")).toBe("c3fcd3d76192e4007dfb496cca67e13b");
  expect(
    sum("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
  ).toBe("57edf4a22be3c955ac49da2e2107b67a");
});

test("around the ends of a block: 55, 56, 63, 64 and 65 times the letter a (md5sum of GNU coreutils)", () => {
  const sums = Object.fromEntries([55, 56, 63, 64, 65].map((n) => [n, sum("a".repeat(n))]));
  expect(sums).toEqual({
    55: "ef1772b6dff9a122358552954ad0df65",
    56: "3b0c8ac703f828b04c6c197006d17218",
    63: "b06521f39153d618550606be297466d5",
    64: "014842d480b571495a4a0363793f7367",
    65: "c743a45e0d2e6a95cb859adae0248435",
  });
});

test("one changed bit changes the sum", () => {
  const bytes = new Uint8Array(1000);
  const before = md5(bytes);
  bytes[500] = 1;
  expect(md5(bytes)).not.toBe(before);
});
