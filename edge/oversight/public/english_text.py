"""What the page says in English around what is different on each camera."""

from collections.abc import Mapping
from typing import Final

TEXT: Final[Mapping[str, str]] = {
    "title": "What the camera here does",
    "title_at": "What the camera does: {place}",
    "in_short": "In short",
    "not_set_up": "The camera is not set up: all pictures are covered, and nothing is told.",
    "covered_whole": "Every person it finds is covered from top to toe before a picture can be "
    "seen or kept.",
    "covered": "Every person it finds is covered, head and upper body, before a picture can be "
    "seen or kept.",
    "no_names": "It cannot tell who anybody is. It compares no faces and knows no names.",
    "no_sound": "It does not listen.",
    "video": "Some video is kept on the camera, as described below.",
    "sealed": "Video in which people are NOT covered is kept too, encrypted, so that only two of "
    "three key holders together can open it.",
    "no_video": "No pictures and no video are kept.",
    "no_network": "No picture is sent over the network.",
    "no_network_onwards": "No picture leaves the device that covers people.",
    "limits": "No program finds everybody. Now and then somebody may be missed, far away, in the "
    "dark or half hidden.",
    "who": "Who answers for it",
    "operator": "The operator",
    "officer": "Data protection officer",
    "law": "The law it relies on",
    "what": "What it looks for, and why",
    "nothing": "Nothing: no rule is at work.",
    "itself": "The camera itself",
    "hours_of": "Hours are those of {timezone}.",
    "kept": "What is kept, and for how long",
    "leaves": "What leaves the camera",
    "totals": "Numbers are totals of {window}.",
    "preview": "While it is set up, an installer at the camera can see covered pictures.",
    "private": "Parts of the picture that are blacked out for everybody: {count}.",
    "source": "Where the picture comes from: {source}",
    "recipients": "Who else receives it",
    "rights": "Your rights",
    "how": "How to use them",
    "complain": "Where to complain",
    "programs": "The programs that look",
    "program": "{name}: {task}",
    "ever": "What it may ever do",
    "no_policy": "No policy was given, so the strictest rules hold.",
    "at_most": "At most: {level}",
    "never_video": "No video may be kept.",
    "video_at_most": "Covered video may be kept for {hours} hours at most.",
    "window_from_afar": "The operator may open the installer's view of covered pictures from "
    "afar, for an hour at a time.",
    "sealed_at_most": "Video in which people are NOT covered may be kept for {hours} hours at "
    "most, encrypted, so that only two of three key holders together can open it.",
    "loosen": "The operator alone cannot loosen this from afar: {needed} of {keys} independent key "
    "holders have to agree.",
    "nobody_loosens": "Nobody can loosen this from afar.",
    "until": "Until {until}; after that the strictest rules hold.",
    "true": "Is this still true?",
    "signed": "Signed by the camera itself.",
    "unsigned": "NOT signed by the camera: this is a draft.",
    "number": "Its number is",
    "compare": "The sign beside the camera shows the same number. If the two differ, the camera "
    "does something else now than the sign says.",
    "sign_title": "Camera",
    "sign_covered_whole": "The people it finds are covered from top to toe, before anybody sees "
    "a picture.",
    "sign_covered": "The people it finds are covered, head and upper body, before anybody sees "
    "a picture.",
    "sign_why": "Why it is here",
    "sign_kept": "What is kept",
    "sign_source": "Beware",
    "sign_scan": "Scan to read what this camera does now. If it shows another number than "
    "this one, the sign is out of date.",
    "sign_no_url": "The operator has named no page on which to read more.",
}
