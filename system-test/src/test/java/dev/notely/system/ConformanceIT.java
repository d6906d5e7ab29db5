package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.conformance.ConformanceMain;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.supervisor.ProcessSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both schemas keep the contract of a store, over the wire. */
class ConformanceIT {
  @ParameterizedTest
  @ValueSource(strings = {"legacy", "clustered"})
  void keepsTheContract(String schema, @TempDir Path folder) {
    ManagedProcess store =
        ManagedProcess.start(
            new ProcessSpec(
                schema,
                "store-node",
                64,
                List.of(
                    "--name",
                    "under-test",
                    "--schema",
                    schema,
                    "--file",
                    folder.resolve("notes.db").toString())),
            Path.of(System.getProperty("notely.dist")),
            folder,
            line -> {});
    try {
      StringWriter out = new StringWriter();
      int exit = ConformanceMain.run(HostPort.parse(store.awaitReady()), new PrintWriter(out));
      assertThat(exit).as(out.toString()).isZero();
    } finally {
      store.stop();
    }
  }
}
