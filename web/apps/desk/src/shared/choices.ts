// The sheets of fields with choices, for the modules that have such fields: the first page has none.
import "@mantine/core/styles/ScrollArea.css";
import "@mantine/core/styles/Combobox.css";
