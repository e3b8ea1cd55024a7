// What both generations of the client share: checks, waiting for events, and the venue's own paths.
export function check(condition, sentence) {
  if (!condition) throw new Error(`not so: ${sentence}`);
}

// Resolves with the first value `fits` accepts; rejects with `what` after ten seconds.
export class Inbox {
  constructor() {
    this.values = [];
    this.waiting = [];
  }
  put(value) {
    this.values.push(value);
    this.waiting = this.waiting.filter((wait) => !wait(value));
  }
  next(what, fits) {
    const found = this.values.find(fits);
    if (found) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never came: ${what}`)), 10_000);
      this.waiting.push((value) => {
        if (!fits(value)) return false;
        clearTimeout(timer);
        resolve(value);
        return true;
      });
    });
  }
}

export async function print(url, messages) {
  const answer = await fetch(`${url}/_venue/trade`, { method: "POST", body: JSON.stringify(messages) });
  check(answer.status === 200, `printing answered ${answer.status} ${await answer.text()}`);
}

// One of each kind, on a symbol the venue does not play by itself.
export const symbol = "IBM";
export const kinds = {
  t: { T: "t", S: symbol, p: 190.25, s: 17 },
  q: { T: "q", S: symbol, bp: 190.2, ap: 190.3 },
  b: { T: "b", S: symbol, o: 1, h: 2, l: 1, c: 2, v: 100, n: 3, vw: 1.5 },
  u: { T: "u", S: symbol, o: 1, h: 2, l: 1, c: 2, v: 101, n: 4, vw: 1.5 },
  d: { T: "d", S: symbol, o: 1, h: 2, l: 1, c: 2, v: 102, n: 5, vw: 1.5 },
  s: { T: "s", S: "BAC", sc: "H", sm: "Trading Halt", rc: "T1", rm: "News Pending", z: "C" },
  c: { T: "c", S: symbol, oi: 1, op: 190.25, os: 17, ci: 2, cp: 190.26, cs: 18 },
  x: { T: "x", S: symbol, i: 1, p: 190.25, s: 17, a: "C" },
  l: { T: "l", S: symbol, u: 200, d: 180, i: "B" },
};
