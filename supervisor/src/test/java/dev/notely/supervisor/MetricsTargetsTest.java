package dev.notely.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

final class MetricsTargetsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;

  private List<String> listed() throws IOException {
    return JSON.readTree(Files.readString(folder.resolve(MetricsTargets.FILE)))
        .valueStream()
        .map(target ->
            target.at("/labels/instance").asString() + " " + target.at("/targets/0").asString())
        .toList();
  }

  @Test
  void whatServesIsListedUntilItIsRetired() throws IOException {
    MetricsTargets targets = new MetricsTargets(folder);
    targets.reserve(List.of(7_001, 7_002));
    ProcessSpec proxy =
        targets.serving(new ProcessSpec("proxy-1", "data-proxy", 64, List.of("--x", "y")));
    assertThat(proxy.arguments()).containsExactly("--x", "y", "--metrics", "127.0.0.1:7001");
    var _ = targets.serving(new ProcessSpec("proxy-2", "data-proxy", 64, List.of()));
    var _ = targets.serving(new ProcessSpec("load", "loadgen", 64, List.of()));
    targets.gateway(8_080);
    assertThat(listed())
        .containsExactly(
            "proxy-1 127.0.0.1:7001", "proxy-2 127.0.0.1:7002", "gateway 127.0.0.1:8080");
    targets.retire("proxy-1");
    assertThat(listed()).containsExactly("proxy-2 127.0.0.1:7002", "gateway 127.0.0.1:8080");
  }
}
