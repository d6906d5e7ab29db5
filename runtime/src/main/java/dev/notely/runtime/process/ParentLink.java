package dev.notely.runtime.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The tie between a supervised process and whoever started it: standard input. When the parent
 * dies, however it dies, the pipe ends and the child stops: no process is left behind. Lines that
 * the parent writes are handed to a consumer (sync points of tests).
 */
public final class ParentLink {
  private ParentLink() {}

  /** Watches standard input on a daemon thread; end of input runs {@code onParentGone} once. */
  public static void watch(InputStream input, Consumer<String> onLine, Runnable onParentGone) {
    Thread.ofPlatform()
        .daemon()
        .name("parent-link")
        .start(() -> {
          try (BufferedReader lines =
              new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              onLine.accept(line);
            }
          } catch (IOException e) {
            // A broken pipe says the same as its end: nobody is there.
          }
          onParentGone.run();
        });
  }
}
