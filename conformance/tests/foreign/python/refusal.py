"""What a request is refused with: a Status, in words of our own."""


class Refusal(Exception):
    def __init__(self, code, reason, message, details=None):
        super().__init__(message)
        self.code, self.reason, self.message, self.details = code, reason, message, details

    def status(self):
        status = {
            "apiVersion": "v1",
            "kind": "Status",
            "status": "Failure",
            "code": self.code,
            "reason": self.reason,
            "message": self.message,
            "metadata": {},
        }
        if self.details is not None:
            status["details"] = self.details
        return status


def bad_request(message):
    return Refusal(400, "BadRequest", message)


def not_found(message, **details):
    return Refusal(404, "NotFound", message, details)


def invalid(message, causes, **details):
    causes = [{"field": field, "reason": reason, "message": "no"} for reason, field in causes]
    return Refusal(422, "Invalid", message, {**details, "causes": causes})
