import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";

const kAfterMs = 200;

/** What is searched for, as the URL has it. */
export function useSearched(): string {
  return new URLSearchParams(useSearch()).get("q") ?? "";
}

/** The search of a page; the words stand in its URL. */
export function SearchBox({ path, label }: { path: string; label: string }) {
  const [, go] = useLocation();
  const [typed, setTyped] = useState(useSearched());
  const search = useDebouncedCallback((text: string) => go(text ? `${path}?q=${encodeURIComponent(text)}` : path, { replace: true }), kAfterMs);
  return (
    <TextInput type="search" w={280} aria-label={label} placeholder={label} leftSection={<IconSearch size={15} />} value={typed}
      onChange={(event) => { setTyped(event.currentTarget.value); search(event.currentTarget.value); }} />
  );
}
