import { useSurroundings } from "./context";

/** A number, or whatever the network gave in its place, as text that cannot disturb what stands around it. */
export function PeerNumber({ peer }: { readonly peer: string | null }) {
  const { numbers } = useSurroundings();
  const shown = numbers.shown(peer);
  return (
    <bdi class="number" data-long={shown.length > 20}>
      {shown}
    </bdi>
  );
}
