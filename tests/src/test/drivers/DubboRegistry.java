import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.dubbo.common.URL;
import org.apache.dubbo.registry.Registry;
import org.apache.dubbo.registry.RegistryFactory;
import org.apache.dubbo.rpc.model.ApplicationModel;

/** A provider or a consumer of a service, as far as the registry is concerned. */
public final class DubboRegistry {
    private static final PrintStream OUT = System.out;

    private final Registry registry;

    private DubboRegistry(String url) {
        ApplicationModel.defaultModel().getApplicationConfigManager()
                .setApplication(new org.apache.dubbo.config.ApplicationConfig("quorate-test"));
        registry = ApplicationModel.defaultModel()
                .getExtensionLoader(RegistryFactory.class)
                .getAdaptiveExtension()
                .getRegistry(URL.valueOf(url));
    }

    public static void main(String[] args) throws Exception {
        System.setOut(System.err);
        DubboRegistry self = new DubboRegistry(args[0]);
        OUT.println("= ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                OUT.println("= " + self.run(line.split(" ")));
            } catch (Exception e) {
                e.printStackTrace();
                OUT.println("! " + e);
            }
        }
        System.exit(0);
    }

    private String run(String[] words) {
        return switch (words[0]) {
            case "register" -> {
                registry.register(provider(words[1]));
                yield words[1];
            }
            case "unregister" -> {
                registry.unregister(provider(words[1]));
                yield words[1];
            }
            case "subscribe" -> {
                registry.subscribe(
                        URL.valueOf("consumer://127.0.0.1/com.example.Service?category=providers&check=false"),
                        urls -> OUT.println("* providers " + ports(urls)));
                yield "subscribed";
            }
            case "available" -> Boolean.toString(registry.isAvailable());
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static URL provider(String port) {
        return URL.valueOf("dubbo://127.0.0.1:" + port + "/com.example.Service?category=providers&side=provider");
    }

    private static String ports(List<URL> urls) {
        return urls.stream()
                .filter(url -> url.getProtocol().equals("dubbo"))
                .map(URL::getPort)
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }
}
