import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { SwitchRow } from "../../../renderer/settings/switch-row.tsx";
import { DescribedSwitch } from "../../../renderer/transfers/described-switch.tsx";

describe("a switch with its words beside it", () => {
  const html = renderToStaticMarkup(
    <MantineProvider>
      <SwitchRow label="Blind" hint="Point first." checked onChange={() => undefined} />
    </MantineProvider>,
  );
  const input = /<input[^>]*>/.exec(html)?.[0] ?? "";
  const of = (name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(input)?.[1] ?? "";
  const wordsOf = (id: string): string | undefined => new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1];

  it("is one label: a press on the name or on the hint is a press on the switch", () => {
    const label = /<label[^>]*style[^>]*>.*?<\/label>/.exec(html)?.[0] ?? "";
    expect(label).toContain(`for="${of("id")}"`);
    expect(label).toContain("Blind");
    expect(label).toContain("Point first.");
  });

  it("is named by its label alone and described by the hint", () => {
    expect(wordsOf(of("aria-labelledby"))).toBe("Blind");
    expect(wordsOf(of("aria-describedby"))).toBe("Point first.");
    expect(input).toContain('role="switch"');
    expect(input).not.toContain("aria-label=");
  });
});

describe("a switch with its description below it", () => {
  it("is switched by the description too, and named by its label alone", () => {
    const html = renderToStaticMarkup(
      <MantineProvider>
        <DescribedSwitch label="Strict" description="Stops at the first problem." checked onChange={() => undefined} />
      </MantineProvider>,
    );
    const input = /<input[^>]*>/.exec(html)?.[0] ?? "";
    const id = / id="([^"]*)"/.exec(input)?.[1];
    expect(input).toContain('aria-label="Strict"');
    expect(html).toContain(`<label for="${id}">Stops at the first problem.</label>`);
    const described = / aria-describedby="([^"]*)"/.exec(input)?.[1];
    expect(html).toContain(`id="${described}"`);
  });
});
