package dev.notely.tui.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamboui.tui.event.KeyCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Every key on every page, as a table that one can read. {@code -Drewrite=true} writes it anew. */
class KeysTest {
  private static final Path FILE = Path.of("src/test/resources/dev/notely/tui/screen/keys.txt");
  private static final String NOTHING = "means nothing here";

  @Test
  void everyKeyOnEveryPage() throws IOException {
    List<String> table = new ArrayList<>();
    for (Page page : Page.values()) {
      ScreenState state = Scenes.typed(Scenes.screen(80, 24), page.key() + "jj");
      table.add(
          page + ", " + (page == Page.MIGRATIONS ? "one that has ended" : "rows 3") + " selected");
      rows(table, state);
      if (page == Page.MIGRATIONS) {
        table.add("MIGRATIONS, a running one selected");
        rows(table, Scenes.typed(state, "g"));
      }
    }
    String text = String.join("\n", table) + "\n";
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(FILE, text);
    }
    assertThat(text).isEqualTo(Files.readString(FILE));
  }

  private static void rows(List<String> table, ScreenState state) {
    StringBuilder nothing = new StringBuilder();
    for (char key = ' '; key <= '~'; key++) {
      String told = Told.of(state, Scenes.press(state, key));
      if (told.contains(NOTHING)) {
        nothing.append(key);
      } else {
        table.add(String.format(Locale.ROOT, "  %-10s %s", key == ' ' ? "space" : "" + key, told));
      }
    }
    for (KeyCode code : KeyCode.values()) {
      if (code != KeyCode.CHAR && code != KeyCode.UNKNOWN) {
        String told = Told.of(state, Scenes.press(state, code));
        if (!told.equals("nothing")) {
          table.add(String.format(Locale.ROOT, "  %-10s %s", code, told));
        }
      }
    }
    table.add("  nothing by " + nothing);
  }
}
