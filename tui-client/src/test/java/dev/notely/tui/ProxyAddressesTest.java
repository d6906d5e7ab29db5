package dev.notely.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyAddressesTest {
  private static final HostPort A = new HostPort("127.0.0.1", 4001);
  private static final HostPort B = new HostPort("127.0.0.1", 4002);

  @TempDir Path data;

  @Test
  void theCommandLineIsFirst() throws IOException {
    Files.writeString(data.resolve("proxies"), "127.0.0.1:4002\n");
    assertThat(ProxyAddresses.find(List.of(A), "127.0.0.1:4002", data)).containsExactly(A);
  }

  @Test
  void thenTheEnvironment() throws IOException {
    Files.writeString(data.resolve("proxies"), "127.0.0.1:1\n");
    assertThat(ProxyAddresses.find(List.of(), "127.0.0.1:4001, 127.0.0.1:4002", data))
        .containsExactly(A, B);
  }

  @Test
  void thenTheLocalSystem() throws IOException {
    Files.writeString(data.resolve("proxies"), "127.0.0.1:4001\n127.0.0.1:4002\n");
    assertThat(ProxyAddresses.find(List.of(), "", data)).containsExactly(A, B);
  }

  @Test
  void elseItIsSaidWhatIsMissing() {
    assertThatThrownBy(() -> ProxyAddresses.find(List.of(), null, data))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("--proxy", "NOTELY_PROXY", "--data");
  }

  @Test
  void whatIsNoAddressIsNamed() throws IOException {
    assertThatThrownBy(() -> ProxyAddresses.find(List.of(), "nowhere", data))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("NOTELY_PROXY", "'nowhere' is not host:port");
    Files.writeString(data.resolve("proxies"), "\n");
    assertThatThrownBy(() -> ProxyAddresses.find(List.of(), "", data))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("names no proxy");
  }
}
