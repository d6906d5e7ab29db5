package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.system.Tour.Press;
import dev.notely.system.Tour.Screen;
import dev.notely.system.Tour.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a page is done, and what counts as seen. */
final class TourTest {
  @TempDir Path folder;

  @Test
  void aPageIsCommandsKeysAndScreens() throws IOException {
    Path page = folder.resolve("page.md");
    Files.writeString(
        page,
        """
        Text with a `key`.

        ```sh
        start
        ```

        Press `d` and `r`: what `x` means is not pressed.

        ```screen
        v1  100 %
        ```
        """);
    assertThat(Tour.read(page).steps())
        .containsExactly(
            new Shell("start"), new Press(List.of("d", "r")), new Screen(List.of("v1  100 %")));
  }

  private static List<String> missing(String screen, String... shown) {
    return new Screen(List.of(shown)).missing(screen);
  }

  @Test
  void figuresDifferAndWordsDoNot() {
    String screen = "v1    66 %   2  201\nv2    34 %   1   42  ok";
    assertThat(missing(screen, "v1 50 % 2 9", "v2 50 % 1 9 ok")).isEmpty();
    assertThat(missing(screen, "v1 … 201", "v2 …")).isEmpty();
    assertThat(missing(screen, "v1 50 % 2 9 ok")).containsExactly("v1 50 % 2 9 ok");
    assertThat(missing(screen, "v2 1 % 1 9 ok", "v1 1 %")).as("in this order").hasSize(1);
    assertThat(missing(screen, "one", "v1 1 %", "two")).containsExactly("one", "two");
    assertThat(missing("", "v1")).containsExactly("v1");
  }
}
