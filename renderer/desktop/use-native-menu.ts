import { useEffect } from "react";
import { type ActionContext, allActions } from "#renderer/actions";
import { useKeymap } from "#renderer/keymap";
import { useLanguage } from "#renderer/language";
import { onDesktop, useApi } from "#renderer/link";
import { isCovered, useShell } from "#renderer/shell";
import { nativeMenu, performChosen } from "./native-menu.ts";

/** The system draws a menu anew with each telling: what changes many times a second is told once it rests. */
const REST_MS = 250;

/** Keeps the desktop's menu bar as the screen is, and performs what is chosen there. Does nothing in a browser. */
export function useNativeMenu(context: ActionContext): void {
  const api = useApi();
  useEffect(() => {
    if (!onDesktop()) return;
    let told = "";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      const menu = nativeMenu(allActions, context, isCovered());
      const text = JSON.stringify(menu);
      if (text === told) return;
      told = text;
      api.desktop.offerMenu.mutate(menu).catch((thrown: unknown) => console.error("The menu was not told:", thrown));
    };
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(tell, REST_MS);
    };
    tell();
    const stops = [useKeymap, useLanguage, useShell].map((store) => store.subscribe(later));
    if (context.session) stops.push(context.session.store.subscribe(later));
    const news = api.desktop.watch.subscribe("action", {
      onData: (one) => {
        if (one.kind === "action") performChosen(allActions, one.id, context, isCovered());
      },
      onError: (thrown) => console.error("The menu's choices are not heard:", thrown),
    });
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      news.unsubscribe();
    };
  }, [api, context]);
}
