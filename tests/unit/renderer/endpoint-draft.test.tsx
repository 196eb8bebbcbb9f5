import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { textNow } from "#renderer/language";
import { type Draft, differs, draftOf, hostOf, readDraft } from "../../../renderer/settings/endpoint-draft.ts";
import { EndpointFields } from "../../../renderer/settings/endpoint-fields.tsx";

const words = textNow().endpoint;
const good: Draft = { ...draftOf(null), url: " http://127.0.0.1:8000/v1 ", model: "internvl3 " };
const problemsOf = (change: Partial<Draft>) => readDraft({ ...good, ...change }, null).problems;

describe("a draft of the endpoint", () => {
  it("is an endpoint where every field is right, without the blanks around it", () => {
    const read = readDraft(good, null);
    expect(read.problems).toBeNull();
    expect(read.endpoint).toMatchObject({ url: "http://127.0.0.1:8000/v1", model: "internvl3", maxSide: 1024 });
  });

  it("says of each field what is wrong with it", () => {
    expect(problemsOf({ url: "", model: "" })).toEqual({ url: words.noAddress, model: words.noModel });
    expect(problemsOf({ url: "127.0.0.1:8000/v1" })).toEqual({ url: words.noScheme });
    expect(problemsOf({ url: "ftp://host/v1" })).toEqual({ url: words.noScheme });
    expect(problemsOf({ url: "https://me:secret@host/v1" })).toEqual({ url: words.secretInAddress });
    expect(problemsOf({ maxSide: 8, price: { input: -1, output: 0 } })).toEqual({
      maxSide: words.outside,
      price: words.outside,
    });
  });

  it.each([
    ["http://", words.noHost],
    ["HTTPS:///", words.noHost],
    ["http://:8000/v1", words.noHost],
    ["http://?model=a", words.noHost],
    ["https://me:secret@/v1", words.noHost],
    ["http://127.0.0.1:99999/v1", words.wrongPort],
    ["http://[::1]:99999/v1", words.wrongPort],
    ["http://host:80a/v1", words.wrongPort],
    ["http://my host/v1", words.wrongHost],
    ["http://[::1/v1", words.wrongHost],
    ["http://1.2.3.4.5/v1", words.wrongHost],
    ["http:/host/v1", words.noScheme],
  ])("says what is wrong with %s", (url, problem) => {
    expect(problemsOf({ url })).toEqual({ url: problem });
  });

  it("differs from what is saved by more than blanks around a text", () => {
    const saved = readDraft(good, null).endpoint;
    expect(differs(good, null)).toBe(true);
    expect(differs(good, saved)).toBe(false);
    expect(differs({ ...good, model: "intern vl3" }, saved)).toBe(true);
    expect(differs({ ...good, price: { input: 0, output: 0 } }, saved)).toBe(true);
  });

  it("names who would be sent to once the address can be used, whatever else is missing", () => {
    const hostFor = (url: string) => hostOf(url, readDraft({ ...good, url, model: "" }, null));
    expect(hostFor(" http://127.0.0.1:8000/v1 ")).toBe("127.0.0.1:8000");
    for (const wrong of [
      "",
      "127.0.0.1:8000/v1",
      "http://",
      "http://host:99999",
      "ftp://host/v1",
      "https://me:secret@host/v1",
    ])
      expect(hostFor(wrong), wrong).toBeNull();
  });

  it("shows it beside the field, tied to it for screen readers; fields that are right say nothing", () => {
    const html = renderToStaticMarkup(
      <MantineProvider>
        <EndpointFields draft={good} problems={{ model: words.noModel }} set={() => undefined} />
      </MantineProvider>,
    );
    const input = /<input[^>]*aria-label="Model"[^>]*>/.exec(html)?.[0] ?? "";
    expect(input).toContain('aria-invalid="true"');
    const told = /aria-describedby="([^" ]+)"/.exec(input)?.[1];
    expect(html).toMatch(new RegExp(`id="${told}"[^>]*>${words.noModel.replace("'", "&#x27;")}`));
    expect(html.match(/aria-invalid="true"/g)).toHaveLength(1);
  });
});
