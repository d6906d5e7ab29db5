package dev.notely.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.process.StartupException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What operators call a store by. */
final class StoreNodeLabelsTest {
  @TempDir private Path folder;

  private Map<String, String> labels(String... options) {
    StoreNodeConfig config = new StoreNodeConfig();
    List<String> all =
        new ArrayList<>(List.of("--name", "s", "--file", folder.resolve("s.db").toString()));
    all.addAll(List.of(options));
    new CommandLine(config)
        .registerConverter(HostPort.class, new HostPort.Converter())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(all.toArray(String[]::new));
    config.check();
    return config.member("host:1").getLabelsMap();
  }

  @Test
  void areAnnounced() {
    assertThat(labels()).isEmpty();
    assertThat(labels("--label", "region=eu", "--label", "query=a=b"))
        .isEqualTo(Map.of("region", "eu", "query", "a=b"));
    assertThat(labels("--label", "region=eu,disk=ssd"))
        .isEqualTo(Map.of("region", "eu", "disk", "ssd"));
  }

  @Test
  void areKeysWithOneValue() {
    for (String wrong : List.of("region", "=eu", "region=", "region=eu,region=us")) {
      assertThatExceptionOfType(StartupException.class)
          .as(wrong)
          .isThrownBy(() -> labels("--label", wrong))
          .withMessageContaining("--label");
    }
  }
}
