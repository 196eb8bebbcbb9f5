/** "41 s a verdict · 15 min left". */
export function paceWords(seconds: number, open: number): string {
  const pace = seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds).toLocaleString("en");
  return `${pace} s a verdict · ${open === 0 ? "none left" : `${timeWords(seconds * open)} left`}`;
}

function timeWords(seconds: number): string {
  const minutes = seconds / 60;
  if (minutes < 1) return "less than a minute";
  if (minutes < 90) return `${Math.round(minutes)} min`;
  return `${Math.round(minutes / 60).toLocaleString("en")} h`;
}
