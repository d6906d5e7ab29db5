package dev.notely.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProxiesFileTest {
  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();
  private List<String> proxies = List.of("127.0.0.1:1");

  private Path file() {
    return folder.resolve(ProxiesFile.NAME);
  }

  private ProxiesFile keep(Path where) {
    return ProxiesFile.keep(where, () -> proxies, told::add);
  }

  @Test
  void itIsTrueWhileTheSystemIsUpAndGoneAfterwards() throws IOException {
    try (ProxiesFile kept = keep(folder)) {
      assertThat(file()).hasContent("127.0.0.1:1");
      proxies = List.of("127.0.0.1:1", "127.0.0.1:2");
      kept.look();
      assertThat(file()).hasContent("127.0.0.1:1\n127.0.0.1:2");
    }
    assertThat(file()).doesNotExist();
    assertThat(told).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsToldOnceAndTriedAgain() throws IOException {
    try (ProxiesFile kept = keep(folder)) {
      Path inTheWay = Files.createDirectory(folder.resolve(ProxiesFile.NAME + ".new"));
      proxies = List.of("127.0.0.1:3");
      kept.look();
      kept.look();
      assertThat(told).singleElement().asString().startsWith("cannot write " + file());
      Files.delete(inTheWay);
      kept.look();
      assertThat(file()).hasContent("127.0.0.1:3");
    }
  }

  @Test
  void aFolderThatIsNotThereIsSaidAtTheStart() {
    assertThatThrownBy(() -> keep(folder.resolve("none")))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("cannot write ");
  }
}
