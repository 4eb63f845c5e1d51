package io.quorate.recipes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One instance of a service, as it stands in the registry: in the JSON of Curator's service discovery.
 *
 * @param name of the service
 * @param id unique among its instances
 * @param port null if it has none
 * @param sslPort null if it has none
 * @param payload what else clients should know; null for nothing
 * @param registeredMillis since 1970
 */
public record ServiceInstance(
        String name, String id, String address, Integer port, Integer sslPort, String payload, long registeredMillis) {
    public ServiceInstance {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(address, "address");
    }

    /** An instance with an id of its own that was started now. */
    public static ServiceInstance of(String name, String address, int port) {
        return new ServiceInstance(
                name, UUID.randomUUID().toString(), address, port, null, null, System.currentTimeMillis());
    }

    public ServiceInstance withPayload(String text) {
        return new ServiceInstance(name, id, address, port, sslPort, text, registeredMillis);
    }

    String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("id", id);
        fields.put("address", address);
        fields.put("port", port);
        fields.put("sslPort", sslPort);
        fields.put("payload", payload);
        fields.put("registrationTimeUTC", registeredMillis);
        fields.put("serviceType", "DYNAMIC");
        fields.put("uriSpec", null);
        return Json.write(fields);
    }

    /** Empty for what is no instance of a service. A payload that is no text is kept as its JSON. */
    static Optional<ServiceInstance> ofJson(String text) {
        try {
            if (!(Json.read(text) instanceof Map<?, ?> fields)) {
                return Optional.empty();
            }
            Object payload = fields.get("payload");
            return Optional.of(new ServiceInstance(
                    (String) fields.get("name"),
                    (String) fields.get("id"),
                    (String) fields.get("address"),
                    integer(fields.get("port")),
                    integer(fields.get("sslPort")),
                    payload == null || payload instanceof String ? (String) payload : Json.write(payload),
                    fields.get("registrationTimeUTC") instanceof Number time ? time.longValue() : 0));
        } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
            // Somebody else's znode.
            return Optional.empty();
        }
    }

    private static Integer integer(Object number) {
        return number == null ? null : ((Number) number).intValue();
    }
}
