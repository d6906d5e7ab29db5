package dev.notely.supervisor;

import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * Where the built jars are: beside the one that this class came in, or where {@code notely.dist}
 * says.
 */
final class Dist {
  private Dist() {}

  static Path folder() {
    String told = System.getProperty("notely.dist", "");
    if (!told.isEmpty()) {
      return Path.of(told);
    }
    try {
      Path jar = Path.of(Dist.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path folder = jar.toAbsolutePath().getParent();
      if (folder == null) {
        throw new IllegalStateException("no folder around " + jar);
      }
      return folder;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
